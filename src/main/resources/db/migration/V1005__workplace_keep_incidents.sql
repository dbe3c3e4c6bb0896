-- What is stuck: jobs of the engine that have failed as often as they were tried. Kept here while it is so, by the id of the
-- engine's incident, which makes everybody hear of each once, whichever node sees it first.
create table workplace_incident (
    id             text        primary key,
    job            text        not null,
    ticket         text,
    process        text,
    process_name   text,
    element        text,
    element_name   text,
    failed_process text,
    failed_element text,
    failed_name    text,
    since          timestamptz not null,
    -- First line of the technical text, and which plain words fit it.
    error          text        not null,
    cause          text        not null
);

create index on workplace_incident (since, id);
