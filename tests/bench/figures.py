"""The figures: their names in JSON, and what each of them is."""

# Name, unit, what it is.
FIGURES: tuple[tuple[str, str, str], ...] = (
    (
        "change_to_state_ms_p50",
        "ms",
        "from a change at the printer to the changed state, by the fastest way that the integration has: median",
    ),
    ("change_to_state_ms_p99", "ms", "the same, 99th percentile"),
    (
        "polled_change_to_state_ms_p50",
        "ms",
        "the same by polling alone, while printing: median",
    ),
    (
        "requests_per_refresh",
        "",
        "HTTP requests to read all printers once",
    ),
    (
        "bytes_per_refresh",
        "B",
        "bytes of the bodies of those answers",
    ),
    (
        "loop_ms_per_printer_refresh",
        "ms",
        "CPU time of the event loop's thread for one refresh, by printer; every printer prints and has changed; median",
    ),
    (
        "longest_hold_ms",
        "ms",
        "the longest single callback of the loop, CPU time without garbage collection, while refreshing and while 5 % of the printers push",
    ),
    (
        "states_per_hour_idle",
        "/h",
        "changed states (attributes count, too) of an idle printer whose thermometers tremble by ±0.3 °C",
    ),
    (
        "states_per_hour_printing",
        "/h",
        "the same of a printer that heats up and prints, a layer a minute",
    ),
    (
        "setup_ms",
        "ms",
        "setting up the entry or entries of all printers, until all are loaded",
    ),
    (
        "setup_requests",
        "",
        "HTTP requests until then, live sockets not counted",
    ),
    (
        "import_cpu_ms",
        "ms",
        "CPU time of importing the integration, all of its modules and its library",
    ),
    (
        "kb_per_entity",
        "kB",
        "growth of the process's resident memory by the set-up, by enabled entity",
    ),
    ("entities_per_printer", "", "entities that are enabled by default"),
    (
        "recover_s",
        "s",
        "from the server's return to the first fresh state of a printer, after an outage that was noticed: median",
    ),
)
NAMES = tuple(name for name, _, _ in FIGURES)
