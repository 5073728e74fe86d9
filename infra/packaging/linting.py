"""cfn-lint over what was built."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from infra.packaging.places import REGION, PackagingError

# W3002: paths of zips and nested templates are local until `aws cloudformation package` uploads them.
_IGNORED = ("W3002",)


def lint_templates(templates: Sequence[Path]) -> None:
    """Checks templates as CloudFormation would read them in the region.

    Raises:
        PackagingError: cfn-lint has something to say, a warning included.
    """
    command = [str(Path(sys.executable).with_name("cfn-lint")), "--regions", REGION, "--ignore-checks", *_IGNORED]
    command += ["--template", *(str(template) for template in templates)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PackagingError(f"cfn-lint:\n{done.stdout.strip()}\n{done.stderr.strip()}")
