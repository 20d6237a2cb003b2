"""Asks a real replica of the tests' database: `.ci/postgres --replica` makes one."""
