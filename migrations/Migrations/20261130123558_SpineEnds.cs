using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BilskyWeb.Migrations.Migrations
{
    /// <inheritdoc />
    public partial class SpineEnds : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<short>(
                name: "MayEnd",
                table: "SliceResults",
                type: "smallint",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "MayEnd",
                table: "SliceResults");
        }
    }
}
