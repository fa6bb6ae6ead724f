// Our own native part, as a library of the generated project (gen/android/settings.gradle). Plain Java on the platform:
// no support libraries.
plugins {
    id("com.android.library")
}

android {
    namespace = "app.peremena.phone"
    compileSdk = 37
    defaultConfig {
        minSdk = 26
        consumerProguardFiles("consumer-rules.pro")
    }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_1_8
        targetCompatibility = JavaVersion.VERSION_1_8
    }
}

dependencies {
    // Checks certificates for Rust; the version of `rustls-platform-verifier-android` in Cargo.lock (tests/house.rs).
    implementation("rustls:rustls-platform-verifier:0.2.0")
}
