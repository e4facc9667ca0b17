use crate::codes;

codes! {
    /// The means of an event, by the codebook's definitions.
    Tactic {
        SuicideVehicleBomb = "suicide_vehicle_bomb", SuicideVest = "suicide_vest", VehicleBomb = "vehicle_bomb",
        Ied = "ied", Landmine = "landmine", ArmedAssault = "armed_assault", Clash = "clash", Sniper = "sniper",
        Shelling = "shelling", Rocket = "rocket", Airstrike = "airstrike", DroneStrike = "drone_strike",
        GuidedMissile = "guided_missile", Grenade = "grenade", Assassination = "assassination",
        Execution = "execution", HostageTaking = "hostage_taking", Abduction = "abduction", Ambush = "ambush",
        VehicleRamming = "vehicle_ramming", Arson = "arson", PrisonBreak = "prison_break",
        AirDefence = "air_defence", Arrest = "arrest", Raid = "raid", TerritoryCaptured = "territory_captured",
        Withdrawal = "withdrawal", Looting = "looting", Other = "other",
    }
}
