using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BilskyWeb.Migrations.Migrations
{
    // What makes a case due and keeps its history as it was.
    public partial class CasesLedgerAndResults
    {
        private static void CreateCases(MigrationBuilder migrationBuilder)
        {
            // A study that should have a case and has none is not discussed: whoever writes a run, a review, a referral or a patient is followed, in the same transaction.
            migrationBuilder.Sql("""
                create function bilsky_case_priority(which uuid) returns void language plpgsql as $$
                begin
                    -- Of two who change studies of one case, the second waits here, and what it reads next is what the first has committed.
                    perform 1 from "PatientCases" where "Id" = which for no key update;
                    update "PatientCases" c set "Priority" = p.worst
                    from (select coalesce(max(s."Priority"), 0) as worst from "CaseStudies" i join "Studies" s on s."Id" = i."StudyId" where i."CaseId" = which) p
                    where c."Id" = which and c."Priority" <> p.worst;
                end
                $$;

                create function bilsky_case_due() returns trigger language plpgsql as $$
                declare home uuid;
                begin
                    if tg_op = 'UPDATE' and
                        (new."Flagged", new."Priority", new."GradedRunId", new."RefusalRunId", new."HoldReason", new."PatientId", new."PatientName", new."BirthDate", new."Sex", new."Issuer", new."InstanceCount" > 0)
                        is not distinct from
                        (old."Flagged", old."Priority", old."GradedRunId", old."RefusalRunId", old."HoldReason", old."PatientId", old."PatientName", old."BirthDate", old."Sex", old."Issuer", old."InstanceCount" > 0)
                    then
                        return null;
                    end if;
                    select "CaseId" into home from "CaseStudies" where "StudyId" = new."Id";
                    if home is not null or new."Flagged" or (new."GradedRunId" is not null and new."Priority" >= 10) or exists (select from "Referrals" where "StudyId" = new."Id") then
                        -- Written anew where it is there already: who is taking it away just now has not seen this change.
                        insert into "CasesDue" ("StudyId", "Since") values (new."Id", now()) on conflict ("StudyId") do update set "Since" = excluded."Since";
                    end if;
                    if home is not null then
                        perform bilsky_case_priority(home);
                    end if;
                    return null;
                end
                $$;

                create function bilsky_referral_due() returns trigger language plpgsql as $$
                begin
                    insert into "CasesDue" ("StudyId", "Since") values (new."StudyId", now()) on conflict ("StudyId") do update set "Since" = excluded."Since";
                    return null;
                end
                $$;

                create function bilsky_case_study() returns trigger language plpgsql as $$
                begin
                    if tg_op <> 'INSERT' then
                        perform bilsky_case_priority(old."CaseId");
                    end if;
                    if tg_op <> 'DELETE' then
                        perform bilsky_case_priority(new."CaseId");
                    end if;
                    return null;
                end
                $$;

                create function bilsky_only_added() returns trigger language plpgsql as $$
                begin
                    raise exception 'Rows of % are added and never changed.', tg_table_name;
                end
                $$;

                create trigger bilsky_case_due after insert or update
                    of "Flagged", "Priority", "GradedRunId", "RefusalRunId", "HoldReason", "PatientId", "PatientName", "BirthDate", "Sex", "Issuer", "InstanceCount"
                    on "Studies" for each row execute function bilsky_case_due();
                create trigger bilsky_referral_due after insert on "Referrals" for each row execute function bilsky_referral_due();
                create trigger bilsky_case_study after insert or delete or update of "CaseId" on "CaseStudies" for each row execute function bilsky_case_study();
                create trigger bilsky_only_added before update or delete on "CaseEvents" for each row execute function bilsky_only_added();

                insert into "CasesDue" ("StudyId", "Since")
                select s."Id", now() from "Studies" s
                where s."Flagged" or (s."GradedRunId" is not null and s."Priority" >= 10) or exists (select from "Referrals" r where r."StudyId" = s."Id");
                """);

            // What was signed and what was said stays as it was.
            migrationBuilder.Sql("""
                create trigger bilsky_only_added before update or delete on "CaseDecisions" for each row execute function bilsky_only_added();
                create trigger bilsky_only_added before update or delete on "CaseComments" for each row execute function bilsky_only_added();
                """);
        }

        private static void DropCases(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                drop trigger bilsky_case_due on "Studies";
                drop trigger bilsky_referral_due on "Referrals";
                drop function bilsky_case_due(), bilsky_referral_due(), bilsky_case_study(), bilsky_only_added(), bilsky_case_priority(uuid);
                """);
        }
    }
}
