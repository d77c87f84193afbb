"""`python -m xenotime` is the command `xenotime`."""

from xenotime.cli import app

if __name__ == "__main__":
    app()
