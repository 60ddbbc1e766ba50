"""Measure, and print a table or JSON: python -m tests.bench --help."""

import argparse
from collections.abc import Iterator, Sequence
import json
import os
from statistics import median
import subprocess
import sys

from .figures import FIGURES
from .targets import TARGETS

# How many processes measure an import.
IMPORTS = 5

type Figures = dict[str, float | None]
type Results = dict[str, dict[str, Figures]]


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description="Measure this integration beside core's printer integrations.",
    )
    parser.add_argument("--json", action="store_true", help="print JSON, nothing else")
    parser.add_argument("--soak", action="store_true", help="live through a week")
    parser.add_argument("--days", type=int, default=7, help="length of the soak")
    parser.add_argument("--only", help=f"some of {','.join(TARGETS)}")
    parser.add_argument("--printers", help="some of 1,10,100,1000")
    parser.add_argument(
        "--profile", action="store_true", help="tell where refreshes spend their time"
    )
    return parser.parse_args(given)


def runs(options: argparse.Namespace) -> Iterator[tuple[str, int]]:
    """Return which integrations to measure with how many printers."""
    for domain in options.only.split(",") if options.only else TARGETS:
        counts = TARGETS[domain].counts
        if options.printers:
            wanted = [int(number) for number in options.printers.split(",")]
            counts = tuple(number for number in wanted if number in counts)
        for count in counts:
            yield domain, count


def environment() -> dict[str, str]:
    """Return the environment of the processes, in which compiled modules are kept."""
    dropped = "PYTHONDONTWRITEBYTECODE"
    return {name: value for name, value in os.environ.items() if name != dropped}


def measure(domain: str, count: int, *more: str) -> tuple[Figures, dict[str, str]]:
    """Measure in a process of its own; return the figures and why some are missing."""
    process = subprocess.run(
        [sys.executable, "-m", "tests.bench.measure", domain, str(count), *more],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=None if more else subprocess.PIPE,
        text=True,
        check=False,
    )
    if process.returncode:
        sys.stderr.write(process.stderr or "")
        raise SystemExit(f"Measuring {domain} with {count} printers failed")
    answer = json.loads(process.stdout)
    return answer["figures"], answer["reasons"]


def import_cpu_ms(domain: str) -> float:
    """Measure the import of an integration in several processes; return the median.

    The first import of all compiles; it does not count.
    """
    command = [sys.executable, "-m", "tests.bench.targets", domain]
    measured = [
        float(
            subprocess.run(
                command, env=environment(), check=True, capture_output=True
            ).stdout
        )
        for _ in range(1 + IMPORTS)
    ]
    return median(measured[1:])


def write(value: float | None) -> str:
    """Write a figure with three digits that count."""
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def table(results: Results) -> str:
    """Return the figures as a table, with what each of them is."""
    columns = [(domain, number) for domain in results for number in results[domain]]
    width = max(len(name) for name, _, _ in FIGURES)
    lines = [
        " " * width + "".join(f"{domain:>11}" for domain, _ in columns),
        f"{'printers':{width}}" + "".join(f"{number:>11}" for _, number in columns),
    ]
    for name, _, _ in FIGURES:
        values = (results[domain][number][name] for domain, number in columns)
        lines.append(f"{name:{width}}" + "".join(f"{write(v):>11}" for v in values))
    lines.append("")
    for name, unit, text in FIGURES:
        lines.append(f"{name:{width}}  {unit:3} {text}")
    return "\n".join(lines)


def main() -> None:
    """Run the command."""
    options = arguments()
    if options.soak:
        command = [sys.executable, "-m", "tests.bench.soak", str(options.days)]
        raise SystemExit(
            subprocess.run(command, env=environment(), check=False).returncode
        )
    more = ["--profile"] if options.profile else []
    results: Results = {}
    notes: list[str] = []
    imports = {domain: import_cpu_ms(domain) for domain in dict(runs(options))}
    for domain, count in runs(options):
        print(f"{domain}, {count} printers", file=sys.stderr, flush=True)
        figures, reasons = measure(domain, count, *more)
        figures["import_cpu_ms"] = imports[domain]
        results.setdefault(domain, {})[str(count)] = figures
        notes += [f"{domain}, {count}: {name}: {why}" for name, why in reasons.items()]
    if options.json:
        print(json.dumps(results))
    else:
        print(table(results))
        print(
            "\nHome Assistant without recorder and cameras, the servers in another process of this machine."
        )
    if notes:
        print("\n" + "\n".join(notes), file=sys.stderr)


if __name__ == "__main__":
    main()
