-- Who hears of it when this person does not act; null where nobody is named.
alter table people_person add column reports_to text;
