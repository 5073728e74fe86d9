"""How each surface becomes a zip and a CloudFormation template."""
