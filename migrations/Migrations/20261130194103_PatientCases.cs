using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace BilskyWeb.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class PatientCases : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "CasesDue",
                columns: table => new
                {
                    StudyId = table.Column<Guid>(type: "uuid", nullable: false),
                    Since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CasesDue", x => x.StudyId);
                    table.ForeignKey(
                        name: "FK_CasesDue_Studies_StudyId",
                        column: x => x.StudyId,
                        principalTable: "Studies",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PatientCases",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    Stage = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    StageSince = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false),
                    Opening = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    OpenedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    JoinedIntoId = table.Column<Guid>(type: "uuid", nullable: true),
                    Priority = table.Column<int>(type: "integer", nullable: false, defaultValue: 0)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PatientCases", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PatientCases_PatientCases_JoinedIntoId",
                        column: x => x.JoinedIntoId,
                        principalTable: "PatientCases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "CaseEvents",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    CaseId = table.Column<Guid>(type: "uuid", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ActorId = table.Column<Guid>(type: "uuid", nullable: true),
                    ActorName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    From = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    To = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    StudyId = table.Column<Guid>(type: "uuid", nullable: true),
                    OtherCaseId = table.Column<Guid>(type: "uuid", nullable: true),
                    Words = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CaseEvents", x => x.Id);
                    table.ForeignKey(
                        name: "FK_CaseEvents_PatientCases_CaseId",
                        column: x => x.CaseId,
                        principalTable: "PatientCases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "CaseStudies",
                columns: table => new
                {
                    StudyId = table.Column<Guid>(type: "uuid", nullable: false),
                    CaseId = table.Column<Guid>(type: "uuid", nullable: false),
                    AddedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    GradeThen = table.Column<short>(type: "smallint", nullable: true),
                    PriorityKnown = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CaseStudies", x => x.StudyId);
                    table.ForeignKey(
                        name: "FK_CaseStudies_PatientCases_CaseId",
                        column: x => x.CaseId,
                        principalTable: "PatientCases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_CaseStudies_Studies_StudyId",
                        column: x => x.StudyId,
                        principalTable: "Studies",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_CaseEvents_CaseId_At",
                table: "CaseEvents",
                columns: new[] { "CaseId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_CaseStudies_CaseId",
                table: "CaseStudies",
                column: "CaseId");

            migrationBuilder.CreateIndex(
                name: "IX_CasesDue_Since",
                table: "CasesDue",
                column: "Since");

            migrationBuilder.CreateIndex(
                name: "IX_PatientCases_JoinedIntoId",
                table: "PatientCases",
                column: "JoinedIntoId");

            migrationBuilder.CreateIndex(
                name: "IX_PatientCases_Number",
                table: "PatientCases",
                column: "Number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_patient_cases_board",
                table: "PatientCases",
                columns: new[] { "Stage", "Priority", "OpenedAt", "Id" },
                descending: new[] { false, true, false, false },
                filter: "\"JoinedIntoId\" IS NULL");

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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                drop trigger bilsky_case_due on "Studies";
                drop trigger bilsky_referral_due on "Referrals";
                drop trigger bilsky_case_study on "CaseStudies";
                drop trigger bilsky_only_added on "CaseEvents";
                drop function bilsky_case_due(), bilsky_referral_due(), bilsky_case_study(), bilsky_only_added(), bilsky_case_priority(uuid);
                """);

            migrationBuilder.DropTable(
                name: "CaseEvents");

            migrationBuilder.DropTable(
                name: "CaseStudies");

            migrationBuilder.DropTable(
                name: "CasesDue");

            migrationBuilder.DropTable(
                name: "PatientCases");
        }
    }
}
