using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BilskyWeb.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class RunRole : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_grading_runs_one_unfinished",
                table: "GradingRuns");

            migrationBuilder.AddColumn<string>(
                name: "Role",
                table: "GradingRuns",
                type: "character varying(20)",
                maxLength: 20,
                nullable: false,
                defaultValue: "Clinical");

            migrationBuilder.CreateIndex(
                name: "ix_grading_runs_one_unfinished",
                table: "GradingRuns",
                columns: new[] { "StudyId", "Role" },
                unique: true,
                filter: "\"State\" IN ('Submitted', 'InProgress')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_grading_runs_one_unfinished",
                table: "GradingRuns");

            migrationBuilder.DropColumn(
                name: "Role",
                table: "GradingRuns");

            migrationBuilder.CreateIndex(
                name: "ix_grading_runs_one_unfinished",
                table: "GradingRuns",
                column: "StudyId",
                unique: true,
                filter: "\"State\" IN ('Submitted', 'InProgress')");
        }
    }
}
