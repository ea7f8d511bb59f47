"""Bringing in what other systems wrote: cases of any source by a mapping, and the roster of employees."""
