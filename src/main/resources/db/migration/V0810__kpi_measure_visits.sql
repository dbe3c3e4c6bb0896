-- A deployed version whose elements are measured. Stays when the engine forgets the version: facts refer to it.
create table kpi_model (
    id         int generated always as identity primary key,
    definition text not null unique,
    process    text not null,
    version    int  not null,
    name       text
);
create index on kpi_model (process, version);

-- Elements of a version, so that a visit needs four bytes to say where. Also the sequence flows whose passing is read from
-- the order of visits; all others follow from the visits of their ends.
create table kpi_element (
    id        int generated always as identity primary key,
    model     int  not null references kpi_model,
    element   text not null,
    -- As BPMN calls it: userTask, exclusiveGateway, sequenceFlow, …
    kind      text not null,
    name      text,
    stage     text,
    -- kpi.target in milliseconds
    target    bigint,
    -- Whether time passes in it, so that its visits have a duration.
    timed     boolean not null,
    -- Of a flow: where it comes from and leads to.
    flow_from int,
    flow_to   int,
    -- Whether such a flow begins or ends here.
    routes    boolean not null default false,
    unique (model, element)
);
create index on kpi_element (flow_from, flow_to) where flow_from is not null;

-- The way of one case through one version: a single row, for a row per visit would take more space than all other facts.
-- The arrays run side by side, one place per visit or flow that has ended, on the day (UTC) of its end. Durations are
-- milliseconds; null where no time passes, business ones also where no promise names a calendar.
create table kpi_path (
    instance  text not null,
    model     int  not null,
    first_day date,
    last_day  date,
    element   int[],
    day       date[],
    calendar  bigint[],
    business  bigint[],
    -- Interrupted: left by a boundary event, or because all around it ended.
    cancelled boolean[],
    -- Where it is now.
    inside    int[],
    primary key (instance, model)
);
create index on kpi_path (model, last_day, first_day);
create index on kpi_path (model) where inside is not null;

-- Marks are read again, now with the elements, and what was mined before is mined again.
delete from kpi_mark;
delete from kpi_definition;
insert into kpi_dirty (instance)
select instance from kpi_ticket union select instance from kpi_segment;
