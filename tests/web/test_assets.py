"""The vendored design system: what was published, patched as said, and asking no other host."""

import json
import re

import pytest

from openpcn.web import vendoring
from openpcn.web.vendoring import FOLDER, MANIFEST, VendoringError, patch_css, patch_js, sha256


def test_every_vendored_file_is_the_one_in_the_manifest():
    manifest = json.loads(MANIFEST.read_text())
    assert manifest["version"] == vendoring.VERSION
    held = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file()}
    assert held == {*manifest["sha256"], "manifest.json"}
    for name, digest in manifest["sha256"].items():
        assert sha256(FOLDER / name) == digest, name


def test_nothing_names_another_host_or_the_protected_typeface():
    for path in FOLDER.parents[1].rglob("*"):
        if path.suffix in (".css", ".js", ".svg"):
            text = path.read_text().replace("http://www.w3.org/2000/svg", "")
            assert "http://" not in text and "https://" not in text, path
            assert "frutiger" not in text.lower(), path
            assert "sourceMappingURL" not in text, path


def test_every_image_of_the_style_sheet_is_there():
    css = (FOLDER / "nhsuk-frontend.min.css").read_text()
    for name in set(re.findall(r"url\(([^)]+)\)", css)):
        assert (FOLDER / name).is_file(), name


def test_patching_removes_what_it_must_and_refuses_what_it_does_not_know():
    css = "@font-face{font-family:F;src:url(https://x/f.woff)}a{background:url(/assets/images/b.svg)}"
    css += "\n/*# sourceMappingURL=a.map */\n"
    assert patch_css(css) == "a{background:url(images/b.svg)}\n"
    assert patch_js("let a=1;\n//# sourceMappingURL=a.js.map\n") == "let a=1;\n"
    with pytest.raises(VendoringError, match="another host"):
        patch_css("a{background:url(https://elsewhere/b.svg)}")
