"""Names for people who do not exist: short invented lists, a plain and varied Britain."""

from __future__ import annotations

#: First names by name culture (see FAMILY) and sex: women, men.
GIVEN: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "british": (
        tuple(
            "Margaret Susan Patricia Jean Christine Linda Carol Janet Sarah Karen Julie Helen Claire Emma "
            "Rebecca Laura Gemma Charlotte Sophie Olivia Amelia Isla Grace Ruby Poppy Freya Daisy Hannah "
            "Catherine Joan Sheila Dorothy Maureen Alison Fiona Rhian Mairi Bridget Holly Megan".split()
        ),
        tuple(
            "David John Michael Peter Robert Paul Alan Brian Stephen Andrew Mark Ian Kevin Simon Matthew "
            "James Thomas Daniel Jack Oliver Harry George Noah Leo Alfie Archie Dennis Raymond Derek "
            "Kenneth Roy Gareth Hamish Callum Rhys Sean Neil Graham Edward Luke".split()
        ),
    ),
    "south_asian": (
        tuple("Amina Fatima Ayesha Nasreen Shabana Priya Anjali Meena Harpreet Simran Rukhsana Zara".split()),
        tuple("Mohammed Imran Tariq Yusuf Bilal Arjun Ravi Sanjay Harjit Gurdeep Rahim Ibrahim".split()),
    ),
    "african_caribbean": (
        tuple("Abena Ngozi Adaeze Folake Marcia Yvonne Beverley Chantelle Esi Temi Zainab Hodan".split()),
        tuple("Kwame Chidi Emeka Tunde Winston Delroy Marlon Kofi Babajide Abdi Jerome Tendai".split()),
    ),
    "european": (
        tuple("Agnieszka Katarzyna Ewa Ioana Elena Maria Giulia Ana Zofia Daniela Rasa Inês".split()),
        tuple("Piotr Tomasz Krzysztof Andrei Mihai João Marco Stefan Marek Jakub Tomas Luca".split()),
    ),
    "other": (
        tuple("Mei Ling Soo-Jin Thuy Leila Shirin Yasmin Rania Hui Naledi Mariam Noor".split()),
        tuple("Wei Jun Minh Omar Karim Reza Hassan Khalid Hiroshi Samir Ali Dawit".split()),
    ),
}

#: Family names by name culture.
FAMILY: dict[str, tuple[str, ...]] = {
    "british": tuple(
        "Ashworth Barrow Bexley Brindle Calder Cartwright Chilton Copeland Dalby Denholm Eastwood Fairley "
        "Fenwick Garside Gill Hadley Harcourt Haworth Holroyd Ingham Jarvis Kershaw Lockwood Marsden Mayhew "
        "Nuttall Oakes Ogden Pemberton Penrose Pritchard Quayle Ramsden Rowntree Sedgwick Shaw Sutcliffe "
        "Tattersall Thorne Underwood Vickers Wainwright Webster Whitlock Yardley Llewellyn Pugh Morgan "
        "MacAskill Buchan Lennox O'Shea Brannigan Doyle Hollis-Reed Trewin Pascoe".split()
    ),
    "south_asian": tuple(
        "Ahmed Akhtar Begum Bibi Chaudhry Desai Gill Hussain Iqbal Kaur Khan Malik Mistry Patel Rahman "
        "Shah Sharma Siddiqui Singh Uddin".split()
    ),
    "african_caribbean": tuple(
        "Adeyemi Afolabi Asante Bailey Boateng Campbell Chukwu Clarke Ekwueme Francis Gordon Mensah Mohamud "
        "Nkosi Okafor Osei Reid Sesay Warsame Yeboah".split()
    ),
    "european": tuple(
        "Kowalczyk Nowicki Wójcik Popescu Ionescu Ferreira Pereira Rossi Novák Horvat Petrov".split()
    ),
    "other": tuple("Chen Wong Nguyen Park Haddad Rahimi Tesfaye Tanaka Nasser Aziz Yilmaz Karimi".split()),
}

CULTURES = tuple(GIVEN)

STREETS = tuple(
    "Alder Bakehouse Canal Chapel Church Clough Drovers Ferry Foundry Gasworks Glebe Granary Heron Kiln "
    "Lock Mallard Malthouse Meadow Mill Orchard Osier Otter Quarry Reedmace Sallow Sluice Station Tannery "
    "Teasel Towpath Turnpike Viaduct Wharf Willow Wren Weir".split()
)
STREET_KINDS = ("Street", "Road", "Lane", "Close", "Avenue", "Terrace", "Court", "Gardens")
VILLAGES = ("Overwater", "Nether Sallow", "Millbeck End", "Weirside", "Kingfisher Park", "Osier Holt")
TOWN, COUNTY = "Riverbank", "Fictionshire"

PRACTICES = (
    "Weirside Surgery",
    "Osier Holt Medical Centre",
    "Canal Street Practice",
    "Kingfisher Health Centre",
    "The Millbeck Surgery",
    "Nether Sallow Group Practice",
)
HOMES = (
    "The Willows",
    "Heron Court",
    "Kingfisher Lodge",
    "Millbeck House",
    "Osier Grange",
    "Reedmace View",
    "Sluice House",
    "Towpath Manor",
    "Mallard Rest",
    "Otter Bank",
    "Orchard Lea",
    "Glebe House",
)
