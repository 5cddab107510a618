using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BilskyWeb.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class RegionRegrades : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "RegionRegrades",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    StudyId = table.Column<Guid>(type: "uuid", nullable: false),
                    RunId = table.Column<Guid>(type: "uuid", nullable: false),
                    Ordinal = table.Column<int>(type: "integer", nullable: false),
                    CentreX = table.Column<double>(type: "double precision", nullable: false),
                    CentreY = table.Column<double>(type: "double precision", nullable: false),
                    SideMm = table.Column<double>(type: "double precision", nullable: false),
                    DrawnById = table.Column<Guid>(type: "uuid", nullable: false),
                    DrawnByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    DrawnAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    State = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Error = table.Column<string>(type: "text", nullable: true),
                    Status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    Reason = table.Column<string>(type: "text", nullable: true),
                    Grade = table.Column<short>(type: "smallint", nullable: true),
                    Probabilities = table.Column<double[]>(type: "double precision[]", nullable: false),
                    Distances = table.Column<double[]>(type: "double precision[]", nullable: false),
                    HighGradeProbability = table.Column<double>(type: "double precision", nullable: false),
                    PipelineVersion = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    GraderModelSha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    FinishedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RegionRegrades", x => x.Id);
                    table.ForeignKey(
                        name: "FK_RegionRegrades_GradingRuns_RunId",
                        column: x => x.RunId,
                        principalTable: "GradingRuns",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_RegionRegrades_Studies_StudyId",
                        column: x => x.StudyId,
                        principalTable: "Studies",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_RegionRegrades_RunId_Ordinal_DrawnAt",
                table: "RegionRegrades",
                columns: new[] { "RunId", "Ordinal", "DrawnAt" });

            migrationBuilder.CreateIndex(
                name: "IX_RegionRegrades_StudyId",
                table: "RegionRegrades",
                column: "StudyId");

            migrationBuilder.CreateIndex(
                name: "ix_region_regrades_one_unfinished",
                table: "RegionRegrades",
                columns: new[] { "RunId", "Ordinal" },
                unique: true,
                filter: "\"State\" = 'Submitted'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "RegionRegrades");
        }
    }
}
