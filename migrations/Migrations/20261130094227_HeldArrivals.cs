using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BilskyWeb.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class HeldArrivals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Issuer",
                table: "Studies",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "SignedOnRun",
                table: "ReviewStandings",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "Incoming_Issuer",
                table: "IdentityHolds",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "KnownStudyUid",
                table: "IdentityHolds",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Known_Issuer",
                table: "IdentityHolds",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "NewStudyInstanceUid",
                table: "IdentityHolds",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "EarlierFlagged",
                table: "GradingRuns",
                type: "boolean",
                nullable: true);

            migrationBuilder.AddColumn<short>(
                name: "EarlierGrade",
                table: "GradingRuns",
                type: "smallint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "EarlierReason",
                table: "GradingRuns",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "EarlierRunId",
                table: "GradingRuns",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "FlaggedAlone",
                table: "GradingRuns",
                type: "boolean",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "StudyAdditions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    StudyId = table.Column<Guid>(type: "uuid", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Images = table.Column<int>(type: "integer", nullable: false),
                    UploadId = table.Column<Guid>(type: "uuid", nullable: true),
                    After = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StudyAdditions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_StudyAdditions_Studies_StudyId",
                        column: x => x.StudyId,
                        principalTable: "Studies",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_StudyAdditions_StudyId_At",
                table: "StudyAdditions",
                columns: new[] { "StudyId", "At" });

            // What referrers read of a hold told what is known here of the patient.
            migrationBuilder.Sql(
                """
                update "Studies" set "HoldReason" = case when "HoldReason" like 'A reviewer did not%'
                    then 'A reviewer did not take this study, and its images were removed. Ask the team before you send it again.'
                    else 'Held: a reviewer looks at it first. Nothing is lost, and you need not send it again.' end
                where "HoldReason" is not null;
                update "UploadFiles" set "Reason" = 'Held: a reviewer looks at it first. Nothing is lost, and you need not send it again.' where "Code" = 'identity.held';
                update "UploadFiles" set "Reason" = 'A reviewer did not take these images, and nothing of them was stored. Ask the team before you send them again.' where "Code" = 'identity.rejected';
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "StudyAdditions");

            migrationBuilder.DropColumn(
                name: "Issuer",
                table: "Studies");

            migrationBuilder.DropColumn(
                name: "SignedOnRun",
                table: "ReviewStandings");

            migrationBuilder.DropColumn(
                name: "Incoming_Issuer",
                table: "IdentityHolds");

            migrationBuilder.DropColumn(
                name: "KnownStudyUid",
                table: "IdentityHolds");

            migrationBuilder.DropColumn(
                name: "Known_Issuer",
                table: "IdentityHolds");

            migrationBuilder.DropColumn(
                name: "NewStudyInstanceUid",
                table: "IdentityHolds");

            migrationBuilder.DropColumn(
                name: "EarlierFlagged",
                table: "GradingRuns");

            migrationBuilder.DropColumn(
                name: "EarlierGrade",
                table: "GradingRuns");

            migrationBuilder.DropColumn(
                name: "EarlierReason",
                table: "GradingRuns");

            migrationBuilder.DropColumn(
                name: "EarlierRunId",
                table: "GradingRuns");

            migrationBuilder.DropColumn(
                name: "FlaggedAlone",
                table: "GradingRuns");
        }
    }
}
