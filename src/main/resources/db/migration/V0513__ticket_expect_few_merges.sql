-- A conversation stands on one ticket, or on a few: the planner must not read all messages for it. Strict, for else the
-- function is taken apart into its recursion, of which hundreds of rows are expected whatever is said here.
alter function ticket_conversation(text) strict rows 2;
