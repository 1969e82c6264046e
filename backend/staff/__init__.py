"""Staff: who works with the consoles, how they log in, and what each may do.

One log-in for every console (SMS, and those of officers and the hotline that follow). A console declares its routes with
`guard.Section`, which lets nobody in unless a rule says so.
"""
