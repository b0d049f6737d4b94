using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LineLoyalty.Databases.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class DeliveryStops : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Deliveries_State_DueAt",
                table: "Deliveries");

            migrationBuilder.AddColumn<bool>(
                name: "StopRequested",
                table: "Deliveries",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateIndex(
                name: "IX_Deliveries_State_Purpose_Multicast_DueAt",
                table: "Deliveries",
                columns: new[] { "State", "Purpose", "Multicast", "DueAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Deliveries_State_Purpose_Multicast_DueAt",
                table: "Deliveries");

            migrationBuilder.DropColumn(
                name: "StopRequested",
                table: "Deliveries");

            migrationBuilder.CreateIndex(
                name: "IX_Deliveries_State_DueAt",
                table: "Deliveries",
                columns: new[] { "State", "DueAt" });
        }
    }
}
