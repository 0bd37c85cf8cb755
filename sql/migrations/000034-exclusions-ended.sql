-- Why an exclusion was ended: what it left out counts again, which its bank and its readers ask about.
alter table exclusions add ended_reason text;
