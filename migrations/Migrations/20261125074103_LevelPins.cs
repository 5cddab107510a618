using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BilskyWeb.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class LevelPins : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<double>(
                name: "LevelConfidence",
                table: "SliceResults",
                type: "double precision",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "LevelName",
                table: "SliceResults",
                type: "character varying(10)",
                maxLength: 10,
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "NameConfidence",
                table: "LevelResults",
                type: "double precision",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "LevelPins",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    StudyId = table.Column<Guid>(type: "uuid", nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ById = table.Column<Guid>(type: "uuid", nullable: false),
                    ByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Level = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: false),
                    FrameOfReferenceUid = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    X = table.Column<double>(type: "double precision", nullable: false),
                    Y = table.Column<double>(type: "double precision", nullable: false),
                    Z = table.Column<double>(type: "double precision", nullable: false),
                    OnSagittal = table.Column<bool>(type: "boolean", nullable: false),
                    SopInstanceUid = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Frame = table.Column<int>(type: "integer", nullable: false),
                    Effect = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LevelPins", x => x.Id);
                    table.ForeignKey(
                        name: "FK_LevelPins_Studies_StudyId",
                        column: x => x.StudyId,
                        principalTable: "Studies",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_LevelPins_StudyId_Number",
                table: "LevelPins",
                columns: new[] { "StudyId", "Number" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "LevelPins");

            migrationBuilder.DropColumn(
                name: "LevelConfidence",
                table: "SliceResults");

            migrationBuilder.DropColumn(
                name: "LevelName",
                table: "SliceResults");

            migrationBuilder.DropColumn(
                name: "NameConfidence",
                table: "LevelResults");
        }
    }
}
