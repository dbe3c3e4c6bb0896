alter table workplace_notice drop constraint workplace_notice_kind_check;
alter table workplace_notice add constraint workplace_notice_kind_check
    check (kind in ('ASSIGNED', 'CUSTOMER_WROTE', 'MAIL_FAILED'));
