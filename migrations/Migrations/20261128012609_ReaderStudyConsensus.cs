using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BilskyWeb.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class ReaderStudyConsensus : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "ClosedAt",
                table: "ReaderStudies",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "ClosedById",
                table: "ReaderStudies",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "ReaderStudyConsensus",
                columns: table => new
                {
                    CaseId = table.Column<Guid>(type: "uuid", nullable: false),
                    Answer = table.Column<short>(type: "smallint", nullable: false),
                    SettledById = table.Column<Guid>(type: "uuid", nullable: false),
                    SettledAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Changes = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReaderStudyConsensus", x => x.CaseId);
                    table.ForeignKey(
                        name: "FK_ReaderStudyConsensus_AspNetUsers_SettledById",
                        column: x => x.SettledById,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_ReaderStudyConsensus_ReaderStudyCases_CaseId",
                        column: x => x.CaseId,
                        principalTable: "ReaderStudyCases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_ReaderStudies_ClosedById",
                table: "ReaderStudies",
                column: "ClosedById");

            migrationBuilder.CreateIndex(
                name: "IX_ReaderStudyConsensus_SettledById",
                table: "ReaderStudyConsensus",
                column: "SettledById");

            migrationBuilder.AddForeignKey(
                name: "FK_ReaderStudies_AspNetUsers_ClosedById",
                table: "ReaderStudies",
                column: "ClosedById",
                principalTable: "AspNetUsers",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_ReaderStudies_AspNetUsers_ClosedById",
                table: "ReaderStudies");

            migrationBuilder.DropTable(
                name: "ReaderStudyConsensus");

            migrationBuilder.DropIndex(
                name: "IX_ReaderStudies_ClosedById",
                table: "ReaderStudies");

            migrationBuilder.DropColumn(
                name: "ClosedAt",
                table: "ReaderStudies");

            migrationBuilder.DropColumn(
                name: "ClosedById",
                table: "ReaderStudies");
        }
    }
}
