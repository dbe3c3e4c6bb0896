-- Since when the team wants to know of those who do not appear: signs of life are kept from then on. Null: always, or never.
alter table handover_team
    add column no_show_since timestamptz;
