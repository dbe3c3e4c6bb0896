-- What a team writes to its customers in its own words. The latest version counts; one without a body is the standard text.
create table ticket_team_text (
    team     text not null,
    kind     text not null,
    language text not null,
    version  int not null,
    body     text,
    author   text not null,
    at       timestamptz not null,
    primary key (team, kind, language, version)
);
