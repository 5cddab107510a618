using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace BilskyWeb.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class LabelSets : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "LabelSets",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    MadeById = table.Column<Guid>(type: "uuid", nullable: false),
                    MadeAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LabelSets", x => x.Id);
                    table.ForeignKey(
                        name: "FK_LabelSets_AspNetUsers_MadeById",
                        column: x => x.MadeById,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "LabelSlices",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    LabelSetId = table.Column<Guid>(type: "uuid", nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    StudyNumber = table.Column<int>(type: "integer", nullable: false),
                    StudyId = table.Column<Guid>(type: "uuid", nullable: false),
                    SeriesInstanceUid = table.Column<string>(type: "text", nullable: false),
                    SopInstanceUid = table.Column<string>(type: "text", nullable: false),
                    Frame = table.Column<int>(type: "integer", nullable: false),
                    PositionMm = table.Column<double>(type: "double precision", nullable: false),
                    Width = table.Column<int>(type: "integer", nullable: false),
                    Height = table.Column<int>(type: "integer", nullable: false),
                    ColumnSpacingMm = table.Column<double>(type: "double precision", nullable: false),
                    RowSpacingMm = table.Column<double>(type: "double precision", nullable: false),
                    RoiX = table.Column<double>(type: "double precision", nullable: true),
                    RoiY = table.Column<double>(type: "double precision", nullable: true),
                    RoiWidth = table.Column<double>(type: "double precision", nullable: true),
                    RoiHeight = table.Column<double>(type: "double precision", nullable: true),
                    ModelStatus = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    ModelGrade = table.Column<short>(type: "smallint", nullable: true),
                    HighGradeProbability = table.Column<double>(type: "double precision", nullable: false),
                    Uncertainty = table.Column<double>(type: "double precision", nullable: true),
                    PipelineVersion = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LabelSlices", x => x.Id);
                    table.ForeignKey(
                        name: "FK_LabelSlices_LabelSets_LabelSetId",
                        column: x => x.LabelSetId,
                        principalTable: "LabelSets",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_LabelSlices_Studies_StudyId",
                        column: x => x.StudyId,
                        principalTable: "Studies",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "SliceLabels",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    SliceId = table.Column<long>(type: "bigint", nullable: false),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                    IsCurrent = table.Column<bool>(type: "boolean", nullable: false),
                    SaveId = table.Column<Guid>(type: "uuid", nullable: false),
                    TabId = table.Column<Guid>(type: "uuid", nullable: true),
                    RoiX = table.Column<double>(type: "double precision", nullable: true),
                    RoiY = table.Column<double>(type: "double precision", nullable: true),
                    RoiWidth = table.Column<double>(type: "double precision", nullable: true),
                    RoiHeight = table.Column<double>(type: "double precision", nullable: true),
                    Grade = table.Column<short>(type: "smallint", nullable: true),
                    Exclusion = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    Withdrawn = table.Column<bool>(type: "boolean", nullable: false),
                    LabelledById = table.Column<Guid>(type: "uuid", nullable: false),
                    LabelledByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    LabelledAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SliceLabels", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SliceLabels_AspNetUsers_LabelledById",
                        column: x => x.LabelledById,
                        principalTable: "AspNetUsers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_SliceLabels_LabelSlices_SliceId",
                        column: x => x.SliceId,
                        principalTable: "LabelSlices",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_LabelSets_MadeById",
                table: "LabelSets",
                column: "MadeById");

            migrationBuilder.CreateIndex(
                name: "IX_LabelSlices_LabelSetId_Number",
                table: "LabelSlices",
                columns: new[] { "LabelSetId", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_LabelSlices_LabelSetId_SopInstanceUid_Frame",
                table: "LabelSlices",
                columns: new[] { "LabelSetId", "SopInstanceUid", "Frame" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_LabelSlices_StudyId",
                table: "LabelSlices",
                column: "StudyId");

            migrationBuilder.CreateIndex(
                name: "IX_SliceLabels_Current",
                table: "SliceLabels",
                column: "SliceId",
                unique: true,
                filter: "\"IsCurrent\"");

            migrationBuilder.CreateIndex(
                name: "IX_SliceLabels_LabelledById",
                table: "SliceLabels",
                column: "LabelledById");

            migrationBuilder.CreateIndex(
                name: "IX_SliceLabels_SaveId",
                table: "SliceLabels",
                column: "SaveId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_SliceLabels_SliceId_Revision",
                table: "SliceLabels",
                columns: new[] { "SliceId", "Revision" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "SliceLabels");

            migrationBuilder.DropTable(
                name: "LabelSlices");

            migrationBuilder.DropTable(
                name: "LabelSets");
        }
    }
}
