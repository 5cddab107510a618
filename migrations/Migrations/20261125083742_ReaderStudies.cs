using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace BilskyWeb.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class ReaderStudies : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "ReaderStudies",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Question = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    MadeById = table.Column<Guid>(type: "uuid", nullable: false),
                    MadeAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ReferenceReaderId = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReaderStudies", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ReaderStudies_AspNetUsers_ReferenceReaderId",
                        column: x => x.ReferenceReaderId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ReaderStudyCases",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    ReaderStudyId = table.Column<Guid>(type: "uuid", nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    StudyId = table.Column<Guid>(type: "uuid", nullable: false),
                    SeriesInstanceUid = table.Column<string>(type: "text", nullable: false),
                    SopInstanceUid = table.Column<string>(type: "text", nullable: false),
                    Frame = table.Column<int>(type: "integer", nullable: false),
                    RoiX = table.Column<double>(type: "double precision", nullable: false),
                    RoiY = table.Column<double>(type: "double precision", nullable: false),
                    RoiWidth = table.Column<double>(type: "double precision", nullable: false),
                    RoiHeight = table.Column<double>(type: "double precision", nullable: false),
                    ModelGrade = table.Column<short>(type: "smallint", nullable: true),
                    ModelHighGradeProbability = table.Column<double>(type: "double precision", nullable: false),
                    PipelineVersion = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReaderStudyCases", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ReaderStudyCases_ReaderStudies_ReaderStudyId",
                        column: x => x.ReaderStudyId,
                        principalTable: "ReaderStudies",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_ReaderStudyCases_Studies_StudyId",
                        column: x => x.StudyId,
                        principalTable: "Studies",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ReaderStudyReaders",
                columns: table => new
                {
                    ReaderStudyId = table.Column<Guid>(type: "uuid", nullable: false),
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    FinishedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReaderStudyReaders", x => new { x.ReaderStudyId, x.UserId });
                    table.ForeignKey(
                        name: "FK_ReaderStudyReaders_AspNetUsers_UserId",
                        column: x => x.UserId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_ReaderStudyReaders_ReaderStudies_ReaderStudyId",
                        column: x => x.ReaderStudyId,
                        principalTable: "ReaderStudies",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ReaderStudyReads",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    CaseId = table.Column<Guid>(type: "uuid", nullable: false),
                    ReaderId = table.Column<Guid>(type: "uuid", nullable: false),
                    Answer = table.Column<short>(type: "smallint", nullable: false),
                    Seconds = table.Column<double>(type: "double precision", nullable: false),
                    ReadAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Changes = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReaderStudyReads", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ReaderStudyReads_AspNetUsers_ReaderId",
                        column: x => x.ReaderId,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_ReaderStudyReads_ReaderStudyCases_CaseId",
                        column: x => x.CaseId,
                        principalTable: "ReaderStudyCases",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_ReaderStudies_ReferenceReaderId",
                table: "ReaderStudies",
                column: "ReferenceReaderId");

            migrationBuilder.CreateIndex(
                name: "IX_ReaderStudyCases_ReaderStudyId_Number",
                table: "ReaderStudyCases",
                columns: new[] { "ReaderStudyId", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ReaderStudyCases_StudyId",
                table: "ReaderStudyCases",
                column: "StudyId");

            migrationBuilder.CreateIndex(
                name: "IX_ReaderStudyReaders_UserId",
                table: "ReaderStudyReaders",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_ReaderStudyReads_CaseId_ReaderId",
                table: "ReaderStudyReads",
                columns: new[] { "CaseId", "ReaderId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ReaderStudyReads_ReaderId",
                table: "ReaderStudyReads",
                column: "ReaderId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ReaderStudyReaders");

            migrationBuilder.DropTable(
                name: "ReaderStudyReads");

            migrationBuilder.DropTable(
                name: "ReaderStudyCases");

            migrationBuilder.DropTable(
                name: "ReaderStudies");
        }
    }
}
