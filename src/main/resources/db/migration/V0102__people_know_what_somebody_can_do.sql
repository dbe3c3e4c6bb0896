-- What somebody can do: empty arrays and null where nothing was said (see Abilities for what holds then).
alter table people_person
    add column skills   text[] not null default '{}',
    add column speaks   text[] not null default '{}',
    add column capacity int check (capacity > 0);
