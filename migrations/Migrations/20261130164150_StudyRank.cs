using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BilskyWeb.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class StudyRank : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "Flagged",
                table: "Studies",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<Guid>(
                name: "GradedRunId",
                table: "Studies",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "LastRunId",
                table: "Studies",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Priority",
                table: "Studies",
                type: "integer",
                nullable: false,
                defaultValue: 10);

            migrationBuilder.AddColumn<Guid>(
                name: "RefusalRunId",
                table: "Studies",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_studies_flagged",
                table: "Studies",
                columns: new[] { "Priority", "ArrivedAt", "Id" },
                descending: new[] { true, false, false },
                filter: "\"Flagged\"");

            migrationBuilder.CreateIndex(
                name: "ix_studies_most_urgent",
                table: "Studies",
                columns: new[] { "Priority", "ArrivedAt", "Id" },
                descending: new[] { true, false, false });

            migrationBuilder.DropIndex(
                name: "IX_Referrals_ReferrerId",
                table: "Referrals");

            migrationBuilder.CreateIndex(
                name: "IX_Referrals_ReferrerId_SubmittedAt",
                table: "Referrals",
                columns: new[] { "ReferrerId", "SubmittedAt" });

            // What CaseResult says for the team, in SQL: CaseListTests holds the two together. A trigger, because a study that stands too low in the
            // lists is not seen: whoever writes a run, a standing or a signature is followed, in the same transaction.
            migrationBuilder.Sql("""
                create function bilsky_case(study uuid) returns table (last_run uuid, graded_run uuid, refusal_run uuid, flagged boolean, priority integer) language sql stable as $$
                with last as (select "Id" from "GradingRuns" where "StudyId" = study and "Role" = 'Clinical' order by "SubmittedAt" desc limit 1),
                graded as (select * from "GradingRuns" where "StudyId" = study and "Role" = 'Clinical' and "State" = 'Complete' order by "SubmittedAt" desc limit 1),
                refusal as (
                    select r.* from graded g join "GradingRuns" r on r."StudyId" = study and r."Role" = 'Clinical' and r."State" = 'Rejected' and r."SubmittedAt" > g."SubmittedAt"
                    order by r."SubmittedAt" desc limit 1),
                standing as (select *, "SlicesRead" > 0 or "SignedOffAt" is not null as reads from "ReviewStandings" where "StudyId" = study),
                facts as (
                    select
                        g."Id" as graded, r."Id" as refusal, coalesce(s.reads, false) as reads,
                        g."Id" is not null and (not coalesce(s.reads, false) or s."RunId" <> g."Id") as unread,
                        g."HighestGrade" as model, g."HighestSingleGrade" as model_single, g."EarlierGrade" as earlier, g."Flagged" as model_flagged,
                        s."Grade" as reading, s."HighestSingleGrade" as reading_single, s."Flagged" as reading_flagged, s."SignedOnRun" as signed_on_run,
                        s."SignedOnRun" and not s."ChangedSinceSigned"
                            and exists (select from "ReviewSignatures" i where i."StudyId" = study and i."SignedAt" > r."FinishedAt") as signed_since
                    from (select 1) one left join graded g on true left join refusal r on true left join standing s on true),
                counts as (
                    select
                        f.graded, f.refusal,
                        greatest(case when reads then reading end, case when unread then model end) as grade,
                        greatest(case when reads then reading_single end, case when unread then model_single end) as single,
                        case when unread or (f.graded is not null and not signed_on_run) then earlier end as earlier,
                        (reads and reading_flagged) is true or (unread and model_flagged) is true as flagged,
                        f.refusal is not null and (unread or signed_since is not true) as refused
                    from facts f)
                select
                    (select "Id" from last), c.graded, c.refusal, c.flagged,
                    case
                        when greatest(c.grade, c.earlier) >= 3 then 20 + greatest(c.single, c.grade, c.earlier)
                        when c.flagged then 20
                        when c.grade is null or c.refused then 10
                        else c.grade
                    end::integer
                from counts c
                $$;

                create function bilsky_rank_study(study uuid) returns void language plpgsql as $$
                begin
                    -- Of two who change what a study shows, the second waits here, and what it reads next is what the first has committed.
                    perform 1 from "Studies" where "Id" = study for no key update;
                    if found then
                        update "Studies" s
                        set "LastRunId" = c.last_run, "GradedRunId" = c.graded_run, "RefusalRunId" = c.refusal_run, "Flagged" = c.flagged, "Priority" = c.priority
                        from bilsky_case(study) c
                        where s."Id" = study
                            and (s."LastRunId", s."GradedRunId", s."RefusalRunId", s."Flagged", s."Priority") is distinct from (c.last_run, c.graded_run, c.refusal_run, c.flagged, c.priority);
                    end if;
                end
                $$;

                create function bilsky_rank_all() returns bigint language sql as $$
                with changed as (
                    update "Studies" s
                    set "LastRunId" = c.last_run, "GradedRunId" = c.graded_run, "RefusalRunId" = c.refusal_run, "Flagged" = c.flagged, "Priority" = c.priority
                    from "Studies" i cross join lateral bilsky_case(i."Id") c
                    where s."Id" = i."Id"
                        and (s."LastRunId", s."GradedRunId", s."RefusalRunId", s."Flagged", s."Priority") is distinct from (c.last_run, c.graded_run, c.refusal_run, c.flagged, c.priority)
                    returning 1)
                select count(*) from changed
                $$;

                create function bilsky_rank() returns trigger language plpgsql as $$
                begin
                    perform bilsky_rank_study(coalesce(new."StudyId", old."StudyId"));
                    return null;
                end
                $$;

                create trigger bilsky_rank after insert or delete
                    or update of "StudyId", "Role", "State", "SubmittedAt", "FinishedAt", "HighestGrade", "HighestSingleGrade", "EarlierGrade", "Flagged"
                    on "GradingRuns" for each row execute function bilsky_rank();
                create trigger bilsky_rank after insert or delete or update on "ReviewStandings" for each row execute function bilsky_rank();
                create trigger bilsky_rank after insert or delete or update on "ReviewSignatures" for each row execute function bilsky_rank();

                select bilsky_rank_all();
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                drop trigger bilsky_rank on "GradingRuns";
                drop trigger bilsky_rank on "ReviewStandings";
                drop trigger bilsky_rank on "ReviewSignatures";
                drop function bilsky_rank(), bilsky_rank_all(), bilsky_rank_study(uuid), bilsky_case(uuid);
                """);

            migrationBuilder.DropIndex(
                name: "IX_Referrals_ReferrerId_SubmittedAt",
                table: "Referrals");

            migrationBuilder.CreateIndex(
                name: "IX_Referrals_ReferrerId",
                table: "Referrals",
                column: "ReferrerId");

            migrationBuilder.DropIndex(
                name: "ix_studies_flagged",
                table: "Studies");

            migrationBuilder.DropIndex(
                name: "ix_studies_most_urgent",
                table: "Studies");

            migrationBuilder.DropColumn(
                name: "Flagged",
                table: "Studies");

            migrationBuilder.DropColumn(
                name: "GradedRunId",
                table: "Studies");

            migrationBuilder.DropColumn(
                name: "LastRunId",
                table: "Studies");

            migrationBuilder.DropColumn(
                name: "Priority",
                table: "Studies");

            migrationBuilder.DropColumn(
                name: "RefusalRunId",
                table: "Studies");
        }
    }
}
