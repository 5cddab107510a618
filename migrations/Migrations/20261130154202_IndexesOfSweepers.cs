using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BilskyWeb.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class IndexesOfSweepers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_studies_grading_due",
                table: "Studies");

            migrationBuilder.CreateIndex(
                name: "ix_studies_grading_due",
                table: "Studies",
                column: "GradingDueAt",
                filter: "\"HoldReason\" IS NULL AND (\"GradingRequestedFor\" <> \"InstanceCount\" OR \"GradingRequestedFor\" IS NULL)");

            migrationBuilder.CreateIndex(
                name: "ix_grading_runs_complete",
                table: "GradingRuns",
                column: "FinishedAt",
                filter: "\"State\" = 'Complete'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_studies_grading_due",
                table: "Studies");

            migrationBuilder.DropIndex(
                name: "ix_grading_runs_complete",
                table: "GradingRuns");

            migrationBuilder.CreateIndex(
                name: "ix_studies_grading_due",
                table: "Studies",
                column: "GradingDueAt",
                filter: "\"HoldReason\" IS NULL AND \"GradingRequestedFor\" IS DISTINCT FROM \"InstanceCount\"");
        }
    }
}
