"""The statistics of one's own asks, pure: no screen, no store, no clock, no file.

What the page "What happened" calls (`records` is a workbook's, `today` its owner's day):

    counts = tally.tally(records, today, newest=None)                   -> Tally
    waiting = curve.curve(counts)                                       -> Curve
    starts.counted(records)                              -> asks by starting point's name
    start = reply_rate.mixed([(mean, asks), ...], otherwise=0.25)       -> Start
    rate = reply_rate.reply_rate(counts, start, waiting)                -> Rate
    reply_rate.next_ten_before(start)                                   -> 11 probabilities
    run = silence.current_run(records, today)                           -> Run
    silence.runs_at_my_rate(counts, start, asks, longest=15, curve=waiting) -> probabilities
    silence.runs_at(rate, asks, longest=15)                             -> probabilities
    guesses.compared(records, today)                                    -> Waiting | Judged, ...
    guesses.nearer(judged)                                              -> True, False, None
    belief.stage(records, today)                         -> Stage | None, the next step
    belief.sent_again_within_a_week_of_five_silences(records, today)    -> True, False, None
    around.around(records, change, today)                               -> Three before, since
    example.TALLY, example.GUESS, example.NAME                          an invented person's

`newest` takes only the asks that went out last; the curve is made of all of them in any case.
`mixed` takes the mean of each starting point with how many asks begin from it.
"""
