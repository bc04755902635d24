"""Errors of the bootstrap.

SetupError            what is wrong with this machine, in one sentence that says what to do
└── PackagesMissing   Debian packages have to be installed by somebody who may
"""


class SetupError(Exception):
    """The machine cannot run Podium yet; the message is all that the user sees."""

    exit_code = 1


class PackagesMissing(SetupError):
    """Debian packages are missing, and this user may not install them."""

    exit_code = 3
