using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LineLoyalty.Databases.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class SpendHolds : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Source",
                table: "MemberSessions",
                type: "TEXT",
                maxLength: 60,
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "SpendHeldUntil",
                table: "Members",
                type: "TEXT",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Source",
                table: "MemberSessions");

            migrationBuilder.DropColumn(
                name: "SpendHeldUntil",
                table: "Members");
        }
    }
}
