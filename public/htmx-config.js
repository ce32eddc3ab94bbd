// An answer that takes longer than this is not coming.
htmx.config.defaultTimeout = 20000
