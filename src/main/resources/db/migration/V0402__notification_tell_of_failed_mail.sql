-- A mail is given up first and told of afterwards: until then this says when. Null: nothing to tell, or told.
alter table notification_mail add column tell_at timestamptz;
create index on notification_mail (tell_at) where tell_at is not null;
