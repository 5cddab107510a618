using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BilskyWeb.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class SecondOpinion : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Agreement",
                table: "SliceResults",
                type: "character varying(20)",
                maxLength: 20,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Contours",
                table: "SliceResults",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Geometry",
                table: "SliceResults",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "RestsOnBoth",
                table: "SliceResults",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "SegmentationSha256",
                table: "GradingRuns",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Agreement",
                table: "SliceResults");

            migrationBuilder.DropColumn(
                name: "Contours",
                table: "SliceResults");

            migrationBuilder.DropColumn(
                name: "Geometry",
                table: "SliceResults");

            migrationBuilder.DropColumn(
                name: "RestsOnBoth",
                table: "SliceResults");

            migrationBuilder.DropColumn(
                name: "SegmentationSha256",
                table: "GradingRuns");
        }
    }
}
