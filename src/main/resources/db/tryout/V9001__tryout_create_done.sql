-- What has happened once in this try-out: steps of the tour, and that the sample mail was sent.
create table tryout_done (
    what text primary key,
    at   timestamptz not null
);
