"""Faults on purpose: damaged files, kills, failing writes, full disks, lost power, and nonsense to parsers.

    specified      NHS numbers and SNOMED CT ids worked out from their specifications, apart from the product
    book           one extract being written: its lines, what each one should come to, and why
    row_faults     the kinds of damage done to single rows, with the verdict each must get
    shapes         clean extracts in each supplier's shape, and where each kind of damage applies
    judging        a submission taken by the product, compared line by line with what was expected
    whole_files    damage after which nothing at all may change
    one_night      a small site in a directory of its own, for nights that fail
    failing        the n-th write, fsync or rename fails
    crash_states   every state a power cut could leave, worked out from the file operations of a real night
    mutating       bytes changed at random from a seed corpus

What is expected is written here from the specification (docs/reference, the promises of the intake), never
worked out by calling the code that is being tested.
"""
