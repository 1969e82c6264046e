"""The platforms on which citizens write: their events in, our messages out. One folder per platform; `platform` is what each must do."""
