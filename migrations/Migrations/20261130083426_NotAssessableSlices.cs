using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BilskyWeb.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class NotAssessableSlices : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "NotAssessable",
                table: "SliceResults",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "RoiSource",
                table: "SliceResults",
                type: "character varying(20)",
                maxLength: 20,
                nullable: true);

            migrationBuilder.AddColumn<short>(
                name: "HighestSingleGrade",
                table: "ReviewStandings",
                type: "smallint",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "NeedsReader",
                table: "ReviewStandings",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<short>(
                name: "HighestSingleGrade",
                table: "LevelResults",
                type: "smallint",
                nullable: true);

            migrationBuilder.AddColumn<short>(
                name: "HighestSingleGrade",
                table: "GradingRuns",
                type: "smallint",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "NeedsReader",
                table: "GradingRuns",
                type: "boolean",
                nullable: false,
                defaultValue: false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "NotAssessable",
                table: "SliceResults");

            migrationBuilder.DropColumn(
                name: "RoiSource",
                table: "SliceResults");

            migrationBuilder.DropColumn(
                name: "HighestSingleGrade",
                table: "ReviewStandings");

            migrationBuilder.DropColumn(
                name: "NeedsReader",
                table: "ReviewStandings");

            migrationBuilder.DropColumn(
                name: "HighestSingleGrade",
                table: "LevelResults");

            migrationBuilder.DropColumn(
                name: "HighestSingleGrade",
                table: "GradingRuns");

            migrationBuilder.DropColumn(
                name: "NeedsReader",
                table: "GradingRuns");
        }
    }
}
