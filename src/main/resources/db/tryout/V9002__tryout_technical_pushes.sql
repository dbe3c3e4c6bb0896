-- One team of the demo pushes and one pulls, so that both can be seen.
insert into ticket_team_routing (team, mode) values ('technical', 'push') on conflict do nothing;
