"""Runs the `nimrank` program that was installed with this module."""

import os
import subprocess
import sys
import sysconfig


def find_program():
    """Returns the path of the program, for installations in an environment, for a user, and with `--target`."""
    name = "nimrank" + (sysconfig.get_config_var("EXE") or "")
    package = os.path.dirname(os.path.abspath(__file__))
    folders = [
        sysconfig.get_path("scripts"),
        sysconfig.get_path("scripts", os.name + "_user"),
        os.path.join(os.path.dirname(package), "bin"),
    ]
    for folder in folders:
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            return path
    sys.exit("nimrank: the program is not in any of: " + ", ".join(folders))


if __name__ == "__main__":
    command = [find_program(), *sys.argv[1:]]
    if os.name == "nt":
        sys.exit(subprocess.run(command).returncode)
    os.execv(command[0], command)
