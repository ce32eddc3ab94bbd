/** What asks a process to end: a service manager, Ctrl+C, a terminal that closes, Ctrl+\\. */
export const stopSignals = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const
