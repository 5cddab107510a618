using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BilskyWeb.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class SeriesTakenBack : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_SeriesByHand_StudyId_SeriesInstanceUid",
                table: "SeriesByHand");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "TakenBackAt",
                table: "SeriesByHand",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "TakenBackById",
                table: "SeriesByHand",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "TakenBackByName",
                table: "SeriesByHand",
                type: "character varying(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_SeriesByHand_StudyId_SeriesInstanceUid",
                table: "SeriesByHand",
                columns: new[] { "StudyId", "SeriesInstanceUid" },
                unique: true,
                filter: "\"TakenBackAt\" IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_SeriesByHand_StudyId_SeriesInstanceUid",
                table: "SeriesByHand");

            migrationBuilder.DropColumn(
                name: "TakenBackAt",
                table: "SeriesByHand");

            migrationBuilder.DropColumn(
                name: "TakenBackById",
                table: "SeriesByHand");

            migrationBuilder.DropColumn(
                name: "TakenBackByName",
                table: "SeriesByHand");

            migrationBuilder.CreateIndex(
                name: "IX_SeriesByHand_StudyId_SeriesInstanceUid",
                table: "SeriesByHand",
                columns: new[] { "StudyId", "SeriesInstanceUid" },
                unique: true);
        }
    }
}
