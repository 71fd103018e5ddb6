"""The NHS design system's compiled assets, vendored: how they are patched, and how they are checked.

Source: the published nhsuk-frontend package (MIT). Three things are changed, nothing else: the typeface rules
that load Frutiger from another host (it needs a licence; Arial is the documented fallback), the
root-relative image addresses, and the source-map comments (a hashing static store follows them and fails).
The package's logo, favicons and manifest are left out: the NHS logo is a trade mark.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

VERSION = "10.6.1"
FOLDER = Path(__file__).parent / "static" / "vendor" / "nhsuk"
MANIFEST = FOLDER / "manifest.json"
IMAGES = ("arrow-down", "arrow-up", "arrow-up-down", "cross")

_FONT_FACE = re.compile(r"@font-face\{[^}]*\}")
_SOURCE_MAP = re.compile(r"\s*(/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S+)\s*$")


class VendoringError(RuntimeError):
    """The package is not the one expected, or a patch found nothing to change."""


def patch_css(css: str) -> str:
    """Compiled CSS that asks no other host for anything and finds its images beside itself."""
    patched = _SOURCE_MAP.sub("\n", _FONT_FACE.sub("", css))
    patched = patched.replace("font-family:Frutiger W01,arial", "font-family:arial")
    patched = patched.replace("url(/assets/images/", "url(images/")
    if "http://" in patched.replace("http://www.w3.org", "") or "https://" in patched:
        raise VendoringError("the patched CSS still names another host: read its url() rules")
    return patched


def patch_js(script: str) -> str:
    """Compiled JavaScript without its source-map comment."""
    return _SOURCE_MAP.sub("\n", script)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def vendor(package: Path, integrity: str) -> dict[str, str]:
    """Patch and copy the assets of an unpacked nhsuk-frontend package; write the manifest; give its hashes.

    package: the unpacked folder. integrity: the registry's sha512 of the archive, kept for the record.
    """
    found = json.loads((package / "package.json").read_text("utf-8"))
    if found["version"] != VERSION:
        raise VendoringError(f"expected nhsuk-frontend {VERSION}, found {found['version']}")
    dist = package / "dist" / "nhsuk"
    (FOLDER / "images").mkdir(parents=True, exist_ok=True)
    css = (dist / f"nhsuk-frontend-{VERSION}.min.css").read_text("utf-8")
    script = (dist / f"nhsuk-frontend-{VERSION}.min.js").read_text("utf-8")
    (FOLDER / "nhsuk-frontend.min.css").write_text(patch_css(css), "utf-8")
    (FOLDER / "nhsuk-frontend.min.js").write_text(patch_js(script), "utf-8")
    for name in IMAGES:
        icon = f"nhsuk-icon-{name}.svg"
        (FOLDER / "images" / icon).write_bytes((dist / "assets" / "images" / icon).read_bytes())
    files = {
        path.relative_to(FOLDER).as_posix(): sha256(path)
        for path in sorted(FOLDER.rglob("*"))
        if path.is_file() and path != MANIFEST
    }
    MANIFEST.write_text(
        json.dumps(
            {"package": "nhsuk-frontend", "version": VERSION, "integrity": integrity, "sha256": files},
            indent=2,
        )
        + "\n",
        "utf-8",
    )
    return files
