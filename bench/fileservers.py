"""nginx and Caddy with the pages as files: the same bytes, and the site's headers beside them."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench import machine, servers
from bench.pages import Answer, BenchError, Coding

Forms = Mapping[tuple[str, Coding], Answer]

# What servers of files say themselves, each in its own way.
_OF_FILES = {"content-length", "content-type", "content-encoding", "etag", "last-modified"}

_NGINX = """\
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
{user}
events {{ worker_connections 1024; }}
http {{
    # As Debian has it, but that nothing is logged and connections are kept for ever.
    sendfile on;
    tcp_nopush on;
    types_hash_max_size 2048;
    access_log off;
    keepalive_requests 1000000000;
    {temporary}
    server {{
        listen 127.0.0.1:{port};
        {remembering}
{locations}
    }}
}}
"""
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")

_CADDY = """\
{{
    admin off
    auto_https off
    log {{
        level ERROR
    }}
}}
http://127.0.0.1:{port} {{
    root * {folder}
{headers}
    file_server {{
        precompressed br
    }}
}}
"""


def file_of(page: str, coding: Coding) -> str:
    """The name of the file with a page, as it is or compressed; the address at nginx too."""
    return f"{page.replace(' ', '-')}.html" + (".br" if coding == "br" else "")


def write(folder: Path, forms: Forms) -> None:
    """Write each page as it was sent."""
    folder.mkdir()
    for (page, coding), answer in forms.items():
        (folder / file_of(page, coding)).write_bytes(answer.body)


def beside(answer: Answer) -> list[tuple[str, str]]:
    """The headers of the site that a server of files has to be told."""
    return [pair for pair in answer.of_the_page if pair[0].lower() not in _OF_FILES]


def quoted(value: str) -> str:
    """A value in a file of settings of nginx or Caddy. Raises BenchError for what they expand."""
    if any(mark in value for mark in '"\\${}'):
        raise BenchError(f"a header that cannot be written down for a server of files: {value}")
    return f'"{value}"'


def nginx_settings(folder: Path, files: Path, forms: Forms, port: int, *, remembers: bool) -> str:
    """Settings of nginx: each form of a page has an address of its own.

    ``remembers``: files stay open (``open_file_cache``), which is not its default.
    """
    locations = []
    for (page, coding), answer in forms.items():
        name = file_of(page, coding)
        lines = [
            f"alias {files / name};",
            "types { }",
            f"default_type {quoted(answer.header('Content-Type'))};",
        ]
        if coding == "br":
            lines.append("add_header Content-Encoding br;")
        lines += [f"add_header {key} {quoted(value)};" for key, value in beside(answer)]
        inside = "\n".join(f"            {line}" for line in lines)
        locations.append(f"        location = /{name} {{\n{inside}\n        }}")
    return _NGINX.format(
        folder=folder,
        port=port,
        user="user root;" if os.geteuid() == 0 else "",
        temporary=" ".join(f"{name}_temp_path {folder}/temporary;" for name in _TEMPORARY),
        remembering="open_file_cache max=1000 inactive=60s;" if remembers else "",
        locations="\n".join(locations),
    )


def caddy_settings(files: Path, forms: Forms, port: int) -> str:
    """Settings of Caddy: the address of a page is that of its file, whatever the coding."""
    headers = []
    for (page, coding), answer in forms.items():
        if coding == "identity":
            lines = [f"        {key} {quoted(value)}" for key, value in beside(answer)]
            name = file_of(page, coding)
            headers += [f"    header /{name} {{", *lines, "    }"]
    return _CADDY.format(folder=files, port=port, headers="\n".join(headers))


@contextmanager
def nginx(
    folder: Path, files: Path, forms: Forms, core: int | None, *, remembers: bool = False
) -> Iterator[servers.Server]:
    """nginx with one worker, on files that were written."""
    program = machine.find("nginx")
    assert program
    port = servers.free_port()
    folder.mkdir()
    path = folder / "nginx.conf"
    path.write_text(nginx_settings(folder, files, forms, port, remembers=remembers))
    command = [*machine.pinned(core), program, "-p", str(folder), "-c", str(path)]
    with servers.started(command, port, folder, {"PATH": os.defpath}) as server:
        yield server


@contextmanager
def caddy(folder: Path, files: Path, forms: Forms, core: int | None) -> Iterator[servers.Server]:
    """Caddy on files that were written."""
    program = machine.find("caddy")
    assert program
    port = servers.free_port()
    folder.mkdir()
    path = folder / "Caddyfile"
    path.write_text(caddy_settings(files, forms, port))
    command = [*machine.pinned(core), program, "run", "--config", str(path)]
    command += ["--adapter", "caddyfile"]
    environment = {"PATH": os.defpath, "HOME": str(folder)}
    with servers.started(command, port, folder, environment) as server:
        yield server
