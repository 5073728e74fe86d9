"""The key that an office shares with its city's gateway: `python -m infra.gateway_key --secret ARN --office 3573`.

Printed in hex, once, to be put into the gateway's own store of secrets; whoever has it can send reports in its name.
"""

import argparse
import sys

from chalicelib.adapters.clients import Clients
from chalicelib.services.keys import Keys


def main(arguments: list[str]) -> None:
    """Read the office's master secret with the caller's own rights, and print the one key that is derived for this."""
    parser = argparse.ArgumentParser(prog="python -m infra.gateway_key")
    parser.add_argument("--secret", required=True, help="ARN of the office's master secret")
    parser.add_argument("--office", required=True, help="Kemendagri code of the office, e.g. 3573")
    wish = parser.parse_args(arguments)
    answer = Clients().secretsmanager.get_secret_value(SecretId=wish.secret)
    print(Keys.derive(answer["SecretString"].encode(), wish.office).gateway.hex())


if __name__ == "__main__":
    main(sys.argv[1:])
