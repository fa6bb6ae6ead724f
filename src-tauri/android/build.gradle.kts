// Our own native part, as a library of the generated project (gen/android/settings.gradle). No dependency but the
// platform: no support libraries, no Kotlin.
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
