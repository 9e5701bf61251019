// Nothing but a first step, since it may be loaded twice: staticfiles gives the entry a name that its own chunks do not use.
void import('./start');

export {};
